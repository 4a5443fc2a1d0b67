// The page of an administrator's one-time link.
#pragma once

#include <string>
#include <string_view>

#include "directory/call/exchange.h"
#include "directory/rules/request_counter.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

// How often the page was asked for, by network.
struct SetupCounter {
  RequestCounter tries{Seconds(60)};
};

struct SetupServices {
  entra::DirectoryStore& store;
  SetupCounter& counter;
};

// Where a link leads to at the directory with this origin: "http://localhost:8080/setup?link=…".
std::string setup_address(std::string_view origin, const Secret& link);

// /setup?link=…: GET shows the form. POST adds the person as a Global Administrator and uses the link up. Answers 400
// for a link that does not work, and 429 if a network asks more than limits::kAdminLinkTries times a minute. Blocks
// (Argon2).
http::Response set_up_administrator(const SetupServices& services, const Exchange& exchange);

}  // namespace sallyport::directory
