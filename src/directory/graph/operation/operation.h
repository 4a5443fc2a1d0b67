// One operation of Graph as a row: which method and path, who may call it, and which function answers. The table is in
// operations.h. run() does what all operations share, so a function sees only callers who may use it.
#pragma once

#include <string>
#include <string_view>

#include "directory/graph/operation/caller.h"
#include "directory/graph/operation/graph_services.h"
#include "directory/graph/shape/answer.h"
#include "http/method.h"
#include "http/path_template.h"

namespace sallyport::directory::graph {

// One request of a caller who may make it.
struct Call {
  const Services& services;
  const Exchange& exchange;
  const Caller& caller;
  entra::ObjectId keyed = {};  // found by client id

  // A parameter of the path that is an object id, in lower case. If the path names an application or a service
  // principal by its client id ("appId=…"), the id that run() found for it.
  entra::ObjectId id(std::string_view name) const;
  // A parameter of the path, without its escapes.
  std::string text(std::string_view name) const;
};

using Function = Answered<http::Response> (*)(const Call&);

struct Operation {
  http::Method method;
  http::PathTemplate path;
  Access access;
  Function function;
};

http::Response run(const Operation& operation, const Services& services, const Exchange& exchange);

// A 405 and a 404 in Graph's form. The caller adds the Allow header to the first.
http::Response wrong_method(const Exchange& exchange);
http::Response nowhere(const Exchange& exchange);

}  // namespace sallyport::directory::graph
