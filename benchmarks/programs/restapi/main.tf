# N groups by Terraform or OpenTofu and the generic provider for REST interfaces.
terraform {
  required_providers {
    restapi = { source = "mastercard/restapi" }
  }
}

variable "url" { type = string }
variable "size" { type = number }
variable "words" { type = string }
variable "token" {
  type      = string
  sensitive = true
}

provider "restapi" {
  uri                  = var.url
  id_attribute         = "id"
  write_returns_object = true
  headers = {
    "X-LOX24-AUTH-TOKEN" = var.token
    "Content-Type"       = "application/json"
    "Accept"             = "application/json"
  }
}

resource "restapi_object" "group" {
  count = var.size
  path  = "/groups"
  data = jsonencode({
    name        = format("Group %05d", count.index)
    description = count.index == 0 ? var.words : null
  })
}
