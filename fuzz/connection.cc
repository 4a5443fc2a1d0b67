// Any bytes on a connection, in pieces of any size. The handler gets exactly the requests that one reading of all bytes
// finds, in the same order. Each has one well-formed answer, and at most one refusal closes the connection.
#include <algorithm>
#include <vector>

#include "fuzz/answers.h"
#include "fuzz/fuzz.h"
#include "fuzz/loop.h"

namespace {

using namespace sallyport;
using fuzz::require;

constexpr std::size_t kBodyLimit = 64;

struct Asked {
  std::string method;
  std::string target;
  std::string body;  // if the handler wants it

  bool operator==(const Asked&) const = default;
};

net::ServerLimits small_limits() {
  net::ServerLimits limits;
  limits.header_bytes = 1024;
  limits.header_count = 8;
  limits.target_bytes = 256;
  return limits;
}

bool wants_body(std::string_view target) {
  return target.starts_with("/body");
}

struct Reading {
  std::vector<Asked> requests;
  std::size_t certain = 0;  // so many at least; after them the connection may have been closed
};

struct BodyRead {
  std::string data;
  bool done = false;
};

BodyRead read_body(const net::RequestHead& head, std::string_view& text) {
  net::BodyDecoder decoder;
  decoder.start(head.body);
  BodyRead body;
  while (!decoder.done()) {
    const auto piece = decoder.next(text);
    if (!piece || piece->used == 0) return body;
    text.remove_prefix(piece->used);
    body.data.append(piece->data);
  }
  body.done = true;
  return body;
}

// The requests in the whole text, read with the pure parsers only.
Reading read(std::string_view text) {
  Reading reading;
  net::RequestHeadParser parser(
      {small_limits().header_bytes, small_limits().header_count, small_limits().target_bytes});
  bool certain = true;
  for (;;) {
    const auto end = net::HeadScan().find_end(text);
    if (!end || !*end) return reading;
    const std::string_view head = text.substr(0, **end);
    text.remove_prefix(**end);
    if (head == "\r\n") continue;
    if (!parser.parse(head)) return reading;
    const BodyRead body = read_body(parser.head(), text);
    const auto& request = parser.head().request;
    const bool wanted = wants_body(request.target);
    if (wanted && (!body.done || body.data.size() > kBodyLimit)) return reading;
    reading.requests.push_back({std::string(request.method), std::string(request.target), wanted ? body.data : ""});
    if (certain) ++reading.certain;
    if (!parser.head().keep_alive || !body.done) return reading;
    certain = certain && (wanted || parser.head().body.kind == net::Framing::none);
  }
}

struct Outcome {
  std::vector<Asked> asked;
  std::vector<int> statuses;
};

http::Action answer(const http::Request& request, bool has_body, std::vector<Asked>& asked) {
  if (wants_body(request.target) && !has_body) return http::NeedBody{.limit = kBodyLimit};
  asked.push_back({std::string(request.method), std::string(request.target), std::string(request.body)});
  http::Answer ready{http::Response(200)};
  ready.response.body = "seen";
  if (!request.target.starts_with("/later")) return ready;
  return http::Defer{.work = [ready]() -> http::Outcome { return ready; }};
}

Outcome serve(std::string_view text, std::size_t step) {
  Outcome outcome;
  fuzz::LoopWithoutThread loop(small_limits(), [&](const http::Request& request, bool has_body) {
    return answer(request, has_body, outcome.asked);
  });
  for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) loop.send(text.substr(0, step));
  loop.end_sending();

  std::string_view received = loop.received();
  while (!received.empty()) {
    const std::size_t at = outcome.statuses.size();
    const bool to_head = at < outcome.asked.size() && outcome.asked[at].method == "HEAD";
    const auto one = fuzz::take_answer(received, to_head);
    require(one && one->whole);
    if (one->status == 100) continue;
    require(one->status == 200 ? one->body == (to_head ? "" : "seen") : at == outcome.asked.size() && received.empty());
    outcome.statuses.push_back(one->status);
  }
  require(outcome.statuses.size() == outcome.asked.size() || outcome.statuses.size() == outcome.asked.size() + 1);
  return outcome;
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  text = text.substr(0, 8192);
  const Reading reading = read(text);
  for (const std::size_t step : {text.size(), 1 + number_of(text) % 64}) {
    const Outcome outcome = serve(text, step);
    require(outcome.asked.size() >= reading.certain && outcome.asked.size() <= reading.requests.size());
    require(std::equal(outcome.asked.begin(), outcome.asked.end(), reading.requests.begin()));
  }
}
