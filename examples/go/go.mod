module lists

go 1.25

require (
	github.com/OWNER/lox24-provider/sdk/go v0.1.0
	github.com/pulumi/pulumi/sdk/v3 v3.274.1
)

replace github.com/OWNER/lox24-provider/sdk/go => ../../build/sdks/go
