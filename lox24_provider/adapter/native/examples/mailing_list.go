package main

import (
	"github.com/OWNER/lox24-provider/sdk/go/lox24"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		customers, err := lox24.NewMailingList(ctx, "customers", &lox24.MailingListArgs{
			Name:   pulumi.String("Customers"),
			Source: pulumi.String("lists/customers.csv"),
			Columns: pulumi.Map{
				"phone": pulumi.ToStringArray([]string{"Mobile", "Telephone"}),
				"a":     pulumi.String("First name"),
			},
			Default_region: pulumi.String("DE"),
		})
		if err != nil {
			return err
		}
		ctx.Export("customers", customers.Number)
		return nil
	})
}
