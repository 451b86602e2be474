package main

import (
	"github.com/OWNER/lox24-provider/sdk/go/lox24"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		campaigns := lox24.GetGroupsOutput(ctx, lox24.GetGroupsOutputArgs{
			Name_pattern: pulumi.String("Campaign 2026-*"),
		})
		ctx.Export("campaigns", campaigns.Ids())
		return nil
	})
}
