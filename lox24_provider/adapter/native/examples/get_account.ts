import * as lox24 from "pulumi-lox24";

export const account = lox24.getAccountOutput().name;
