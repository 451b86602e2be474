import * as lox24 from "pulumi-lox24";

const clients = new lox24.Group("clients", {
    name: "My Clients",
    name_a: "salutation",
    name_b: "name",
});
new lox24.GroupPhones("people", {
    group: clients.id,
    source: "lists/clients.csv",
    labels: { a: "salutation", b: "name" },
});
new lox24.GroupPhones("vips", {
    group: "12345",
    mode: "additive",
    entries: [{ phone: "+4917612345678", a: "Ms", b: "Doe" }],
});
