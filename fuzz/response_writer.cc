// Whatever a header or a body holds, the writer prints exactly one answer. That answer is read back with its status and
// its body, and no header value creates another field.
#include "net/http1/response_writer.h"

#include "fuzz/answers.h"
#include "fuzz/fuzz.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const std::size_t third = text.size() / 3;
  const std::string first(text.substr(0, third)), second(text.substr(third, third)), third_part(text.substr(2 * third));
  http::Response response(static_cast<int>(200 + number_of(text) % 400));
  response.headers = {{first, second}, {"X-Plain", third_part}, {"Location", first}};
  response.prepared = http::prepare({{second, first}, {"X-Prepared", second}});
  response.body = third_part;

  net::ResponseWriter writer(std::vector<http::Header>{{"X-Always", "yes"}});
  std::string out;
  writer.print(response, {.close = text.size() % 2 == 0}, out);
  std::string_view rest = out;
  const auto answer = take_answer(rest, false);
  require(answer && answer->whole && rest.empty() && answer->status == response.status);
  const bool no_body = response.status == 204 || response.status == 304;
  require(answer->body == (no_body ? "" : third_part));

  net::ResponseHeadParser parser;
  require(parser.parse(answer->head).has_value());
  const auto& fields = parser.head().headers;
  require(fields.size() <= 10);  // five of the response, and X-Always, Content-Length, Date, Connection
}
