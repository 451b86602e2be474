package main

import (
	"github.com/OWNER/lox24-provider/sdk/go/lox24"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		newsletter := lox24.LookupGroupOutput(ctx, lox24.LookupGroupOutputArgs{
			Name: pulumi.String("Newsletter"),
		})
		ctx.Export("newsletter", newsletter.Id())
		return nil
	})
}
