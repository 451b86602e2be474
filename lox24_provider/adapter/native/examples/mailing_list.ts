import * as lox24 from "pulumi-lox24";

const customers = new lox24.MailingList("customers", {
    name: "Customers",
    source: "lists/customers.csv",
    columns: { phone: ["Mobile", "Telephone"], a: "First name" },
    default_region: "DE",
});
export const number = customers.number;
