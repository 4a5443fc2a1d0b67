// What the HTTP server asks of a product, and what a product may answer. The server carries it out.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "http/message.h"
#include "http/upstream.h"

namespace sallyport::http {

struct Answer {
  Response response;
};

// Read the body, up to the limit, then call on_request again with it. Over the limit: 413.
struct NeedBody {
  std::size_t limit = 64 * 1024;
};

struct Forward;
using Outcome = std::variant<Answer, Forward>;

// Whether an upgraded connection may live on. `glance` is asked on the event loop every few seconds and must not block;
// where it cannot tell, `look` runs once on a worker and may. Both are called by one thread at a time.
struct Watch {
  enum class Verdict { go_on, look, end };
  std::function<Verdict()> glance;
  std::function<bool()> look;  // false: the connection ends
};

// What becomes of the headers of an upstream's response. Made once, and shared by many requests.
struct ResponseRules {
  std::vector<Header> added;                    // a renewed cookie
  std::vector<std::string> dropped;             // names that an upstream may not set, lower case
  std::function<bool(const HeaderView&)> drop;  // further ones, by name and value; may be empty
};

// Pass the request on. Method and body are the client's own; target and headers are these and no others.
struct Forward {
  std::shared_ptr<const Upstream> upstream;
  std::string target;    // the canonical path that was decided on, with the query
  std::string headers;   // complete lines "Name: value\r\n"; no hop-by-hop, no framing, no Host
  std::string host;      // value of Host
  bool upgrade = false;  // pass an Upgrade (WebSocket) through
  std::shared_ptr<const ResponseRules> response;  // null: its headers pass as they are
  std::optional<Watch> watch;                     // over an upgraded connection, as long as it lives
  std::shared_ptr<const void> keeps;              // what the rules and the watch refer to
};

// Leave the event loop: `work` runs once on a worker and may block on ports. Past the deadline the client gets 503.
// The request that on_request saw is not valid there: capture own(request).
struct Defer {
  std::function<Outcome()> work;
  std::chrono::milliseconds deadline{15000};
  bool slow = false;  // may wait for somebody far away: such work takes at most half of the workers
};

using Action = std::variant<Answer, NeedBody, Defer, Forward>;

// One per event loop; called on that loop alone, so it may keep caches without locks. Must not block and not throw.
class Handler {
 public:
  virtual ~Handler() = default;

  // First with the head alone (body empty); again with the body where it said NeedBody (then `has_body` is true).
  virtual Action on_request(const Request& request, bool has_body) = 0;
};

}  // namespace sallyport::http
