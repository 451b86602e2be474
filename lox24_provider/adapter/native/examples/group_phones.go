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
		_, err = lox24.NewGroupPhones(ctx, "people", &lox24.GroupPhonesArgs{
			Group:  clients.ID(),
			Source: pulumi.String("lists/clients.csv"),
			Labels: pulumi.StringMap{"a": pulumi.String("salutation"), "b": pulumi.String("name")},
		})
		if err != nil {
			return err
		}
		_, err = lox24.NewGroupPhones(ctx, "vips", &lox24.GroupPhonesArgs{
			Group: pulumi.String("12345"),
			Mode:  lox24.ModeAdditive,
			Entries: lox24.PhoneArray{
				&lox24.PhoneArgs{
					Phone: pulumi.String("+4917612345678"),
					A:     pulumi.String("Ms"),
					B:     pulumi.String("Doe"),
				},
			},
		})
		return err
	})
}
