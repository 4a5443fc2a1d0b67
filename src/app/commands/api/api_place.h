// Where the security API is that a command asks: the operator's socket of the gateway on this machine, or a URL.
#pragma once

#include <memory>
#include <string>

#include "app/commands/api/api_client.h"
#include "app/commands/shared/command.h"
#include "app/config/section/surroundings.h"

namespace sallyport::app {

// What the command line says.
struct ApiPlace {
  std::string config{};  // the configuration that says where the socket is
  std::string url{};
  std::string token_file{};
  std::string ca_file{};
  int seconds = 30;  // how long one answer may take
};

// Adds --config, and what add_url_options() adds.
void add_place_options(const Command& command, ApiPlace& place);

// Adds --url, --token-file, --ca-file and --timeout.
void add_url_options(const Command& command, ApiPlace& place);

// Without --config and --url the variable SALLYPORT_URL decides, or else the packaged configuration in /etc. A token is
// never a word of the command line, because other users of the machine can see those: it comes from a file that only
// its owner can read, or from the variable SALLYPORT_TOKEN. Over plain http it goes to this machine alone.
// Errors: malformed/"api_place" (what was named makes no sense together), rejected/"api_place" (the configuration or
// the file with the token cannot be used).
Result<ApiClient> open_api(const ApiPlace& place, const config::Surroundings& surroundings);

}  // namespace sallyport::app
