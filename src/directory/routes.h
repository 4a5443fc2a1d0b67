// The directory's route table: one row for each address (http/route_table.h).
#pragma once

#include <span>
#include <string_view>

#include "directory/authorize/authorize_services.h"
#include "directory/call/exchange.h"
#include "directory/control/control.h"
#include "directory/graph/operation/graph_services.h"
#include "directory/setup/setup.h"
#include "directory/token/token_services.h"
#include "http/route_table.h"

namespace sallyport::directory {

// The services that each subfolder's endpoints receive.
struct Rooms {
  AuthorizeServices authorize;
  TokenServices token;
  GraphServices graph;
  SetupServices setup;
  Control* control = nullptr;  // null: its rows do not exist
};

// Who may call a row. The row's function authenticates the caller.
enum class Who {
  anybody,  // published documents and pages, and CORS preflights
  browser,  // a person; the function finds out who it is
  client,   // an application, which authenticates if it has a credential
  holder,   // whoever holds the one-time link of an administrator
  tester,   // a program on this machine with the control token; without control, the row does not exist
  bearer,   // a caller with an access token that the directory issued for Graph
};

// The form of a row's error answers. An unknown address beside the row is refused in the same form.
enum class Shape { page, discovery, oauth, graph };

struct RouteWords {
  using Who = directory::Who;
  using Label = std::string_view;
  using Traits = Shape;
  using Function = http::Response (*)(const Rooms&, const Exchange&);
};
using Route = http::Route<RouteWords>;

// Every row, sorted by path.
std::span<const Route> routes();

// Finds the row of a method and a canonical path. The result tells an unknown path from a wrong method.
http::Found<Route> find_route(http::Method method, std::string_view path);

// The form in which an address without a row is refused: that of the addresses beside it.
Shape shape_beside(std::string_view path);

}  // namespace sallyport::directory
