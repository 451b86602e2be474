package main

import (
	"github.com/OWNER/lox24-provider/sdk/go/lox24"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		clients, err := lox24.NewGroup(ctx, "clients", &lox24.GroupArgs{
			Name:   pulumi.String("My Clients"),
			Name_a: pulumi.String("salutation"),
			Name_b: pulumi.String("name"),
		})
		if err != nil {
			return err
		}
		ctx.Export("clients", clients.ID())
		return nil
	})
}
