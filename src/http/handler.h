// The contract between the HTTP server and a product. The server passes a request to a Handler. The Handler returns an
// Action, which says what to do with the request. The server carries the Action out.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/message.h"
#include "http/upstream.h"

namespace sallyport::http {

// Send this response.
struct Answer {
  Response response;
};

// Read the body and call on_request again with it. If the body is longer than `limit` bytes, the server answers 413.
struct NeedBody {
  std::size_t limit = 64 * 1024;
};

struct Forward;
using Outcome = std::variant<Answer, Forward>;

// Decides whether a long proxied exchange may go on: an upgraded connection, a streamed response, a long upload. The
// server calls `glance` on the event loop every few seconds, so `glance` must not block. If `glance` returns
// Verdict::look, the server calls `look` on a worker thread, where it may block. The server goes on calling `glance`
// meanwhile, and one `look` more if it asks for that. So what `glance` can tell is not delayed by a `look` that hangs.
// The exchange ends if a call throws, or if no `look` answers for too long.
struct Watch {
  enum class Verdict { go_on, look, end };
  std::function<Verdict()> glance;
  std::function<bool()> look;  // returns false to end the exchange
};

// How the server changes the headers of an upstream's response before it sends them to the client. Immutable, because
// many requests share one object.
struct ResponseRules {
  std::vector<Header> added;                    // such as a renewed cookie
  std::vector<std::string> dropped;             // names in lower case that an upstream may not set
  std::function<bool(const HeaderView&)> drop;  // drops further headers by name and value; may be empty

  // Returns another value for a header, such as a Location with another path, or nothing to keep the value. May be
  // empty. The server calls it on the event loop for each header that is not dropped. The server does not send a value
  // with a line break.
  std::function<std::optional<std::string>(const HeaderView&)> replace{};
};

// Forward the request. The upstream gets the client's method and body, and exactly this target and these headers.
struct Forward {
  std::shared_ptr<const Upstream> upstream;
  std::string target;    // the path that was allowed, perhaps without the route's prefix, and the query
  std::string headers;   // complete lines "Name: value\r\n"; no hop-by-hop, no framing, no Host
  std::string host;      // value of Host
  bool upgrade = false;  // pass an Upgrade (WebSocket) through
  std::shared_ptr<const ResponseRules> response;  // null: the response's headers pass unchanged
  std::optional<Watch> watch;                     // asked until the exchange is over; `end` closes both connections
  std::shared_ptr<const void> keeps;              // owns the objects that the rules and the functions refer to

  // Makes the response for the client if the upstream gave none. `status` is 400, 408, 500, 502, 503 or 504, and
  // `cause` is a stable word. May be empty: then the client gets a line of text. Called on the event loop.
  std::function<Response(int status, std::string_view cause)> failed{};

  // Hears once that the head of the upstream's response has come, with its status, or, with 0, that none comes. May be
  // empty. Called on the event loop; must neither block nor throw.
  std::function<void(int status)> heard{};
};

// Leave the event loop. `work` runs once on a worker thread, where it may block. If it takes longer than the deadline,
// the client gets 503. When `work` runs, the request of on_request is no longer valid, so `work` must capture
// own(request).
struct Defer {
  std::function<Outcome()> work;
  std::chrono::milliseconds deadline{15000};
  bool slow = false;  // may wait for another machine; such work gets at most half of the workers
};

using Action = std::variant<Answer, NeedBody, Defer, Forward>;

// Each event loop has its own Handler and calls it on its own thread, so a Handler may keep caches without locks. It
// must neither block nor throw.
class Handler {
 public:
  virtual ~Handler() = default;

  // First called with only the head (`has_body` is false, the body is empty). If that call returns NeedBody, called
  // once more with the body. The request is valid only during the call.
  virtual Action on_request(const Request& request, bool has_body) = 0;
};

}  // namespace sallyport::http
