import * as lox24 from "pulumi-lox24";

const campaigns = lox24.getGroupsOutput({ name_pattern: "Campaign 2026-*" });
export const numbers = campaigns.ids;
