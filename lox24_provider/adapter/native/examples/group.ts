import * as lox24 from "pulumi-lox24";

const clients = new lox24.Group("clients", {
    name: "My Clients",
    name_a: "salutation",
    name_b: "name",
});
export const number = clients.id;
