package main

import (
	"github.com/OWNER/lox24-provider/sdk/go/lox24"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		eu, err := lox24.NewProvider(ctx, "eu", &lox24.ProviderArgs{
			Token:    config.New(ctx, "").RequireSecret("euToken"),
			ClientId: pulumi.String("1234567"),
		})
		if err != nil {
			return err
		}
		_, err = lox24.NewGroup(ctx, "clients", &lox24.GroupArgs{
			Name: pulumi.String("Clients"),
		}, pulumi.Provider(eu))
		return err
	})
}
