import * as lox24 from "pulumi-lox24";

const clients = new lox24.Group("clients", {
    name: "My Clients",
    name_a: "salutation",
    name_b: "name",
    force_destroy: true, // made-up people
});
const engineers = new lox24.Group("engineers", {
    name: "On-call engineers",
    name_a: "name",
    name_b: "team",
    force_destroy: true,
});
new lox24.GroupPhones("clients-on-the-list", {
    group: clients.id,
    source: "lists/clients.csv",
    labels: { a: "salutation", b: "name" },
});
new lox24.GroupPhones("engineers-on-the-list", {
    group: engineers.id,
    source: "lists/engineers.csv",
    labels: { a: "name", b: "team" },
});

export const numbers = { clients: clients.id, engineers: engineers.id };
