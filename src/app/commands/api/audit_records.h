// The audit trail, read over the API.
#pragma once

#include <cstddef>

#include "app/commands/api/api_client.h"
#include "http/form.h"

namespace sallyport::app {

// Prints a JSON object a line for each record that the filter of the API admits, the newest first; at most `most`, 0:
// all. Prints each page as it comes. Errors: those of ApiClient::send().
Result<void> print_audit_records(const ApiClient& api, const http::Form& filter, std::size_t most);

}  // namespace sallyport::app
