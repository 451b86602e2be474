package main

import (
	"github.com/OWNER/lox24-provider/sdk/go/lox24"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		account := lox24.GetAccountOutput(ctx)
		ctx.Export("account", account.Name())
		return nil
	})
}
