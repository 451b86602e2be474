package main

import (
	"github.com/OWNER/lox24-provider/sdk/go/lox24"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		clients, err := lox24.NewGroup(ctx, "clients", &lox24.GroupArgs{
			Name:          pulumi.String("My Clients"),
			Name_a:        pulumi.String("salutation"),
			Name_b:        pulumi.String("name"),
			Force_destroy: pulumi.Bool(true), // made-up people
		})
		if err != nil {
			return err
		}
		engineers, err := lox24.NewGroup(ctx, "engineers", &lox24.GroupArgs{
			Name:          pulumi.String("On-call engineers"),
			Name_a:        pulumi.String("name"),
			Name_b:        pulumi.String("team"),
			Force_destroy: pulumi.Bool(true),
		})
		if err != nil {
			return err
		}
		_, err = lox24.NewGroupPhones(ctx, "clients-on-the-list", &lox24.GroupPhonesArgs{
			Group:  clients.ID(),
			Source: pulumi.String("lists/clients.csv"),
			Labels: pulumi.StringMap{"a": pulumi.String("salutation"), "b": pulumi.String("name")},
		})
		if err != nil {
			return err
		}
		_, err = lox24.NewGroupPhones(ctx, "engineers-on-the-list", &lox24.GroupPhonesArgs{
			Group:  engineers.ID(),
			Source: pulumi.String("lists/engineers.csv"),
			Labels: pulumi.StringMap{"a": pulumi.String("name"), "b": pulumi.String("team")},
		})
		if err != nil {
			return err
		}
		ctx.Export("clients", clients.ID())
		ctx.Export("engineers", engineers.ID())
		return nil
	})
}
