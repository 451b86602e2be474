import * as pulumi from "@pulumi/pulumi";
import * as lox24 from "pulumi-lox24";

const eu = new lox24.Provider("eu", {
    token: new pulumi.Config().requireSecret("euToken"),
    clientId: "1234567",
});
new lox24.Group("clients", { name: "Clients" }, { provider: eu });
