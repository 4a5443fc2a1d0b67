// POST /v1.0/$batch: up to 20 requests in one, each answered as if it had come alone, with the token of the batch.
// Source: Microsoft Graph v1.0, "Combine multiple HTTP requests using JSON batching".
#pragma once

#include <functional>

#include "directory/graph/operation/graph_services.h"
#include "directory/graph/shape/answer.h"

namespace sallyport::directory::graph {

// Answers one request whose path is canonical. It sets the parameters of the path.
using Dispatch = std::function<http::Response(Exchange&)>;

// The requests run in their order. One whose `dependsOn` names a request that failed is answered with 424 and does not
// run. A batch that cannot be read as a whole is refused with 400, and nothing of it runs; without a good token it is
// refused with 401. Blocks.
// Stricter: `dependsOn` names earlier requests only. Graph also takes later ones, and finds the order itself.
http::Response batch(const Services& services, const Exchange& exchange, const Dispatch& dispatch);

}  // namespace sallyport::directory::graph
