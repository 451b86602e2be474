import * as lox24 from "pulumi-lox24";

const newsletter = lox24.getGroupOutput({ name: "Newsletter" });
export const number = newsletter.id;
