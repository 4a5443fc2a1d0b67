// The parameters of a request to an endpoint that people use: those of the application, and those of the directory's
// own form.
#pragma once

#include <optional>
#include <string>

#include "directory/call/exchange.h"
#include "directory/rules/interaction.h"
#include "http/form.h"

namespace sallyport::directory {

struct Parameters {
  http::Form form;                   // of the application
  std::optional<http::Form> posted;  // the fields of the directory's own form
};

// A POST with a flowToken comes from a form of the directory's own pages, and its query has the application's
// parameters. Any other POST has them in its body (OpenID Connect Core 3.1.2.1). Errors: those of http::Form.
Result<Parameters> read_parameters(const Exchange& exchange);

std::string flow_token_of(const http::Form& posted);
FormAction read_form_action(const http::Form& posted);

}  // namespace sallyport::directory
