// A request target is exactly its path and its query. What is added to a URL as a query can be read from it again.
#include "fuzz/fuzz.h"
#include "http/form.h"
#include "http/message.h"
#include "http/url.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  http::Request request;
  request.target = text;
  require(request.path().find('?') == text.npos);
  const std::string query(request.query());
  require(text == std::string(request.path()) + (text.size() > request.path().size() ? "?" + query : ""));

  const auto form = http::Form::parse(query);
  if (!form) return;
  for (const std::string_view before : {"https://app.example/p", "https://app.example/p?own=1"}) {
    const std::string whole = http::with_query(before, *form);
    const auto url = http::Url::parse(whole);
    require(url && url->origin() == "https://app.example" && url->path == "/p");
    auto fields = form->fields();
    if (before.ends_with("own=1")) fields.insert(fields.begin(), {"own", "1"});
    const auto again = http::Form::parse(url->query);
    require(fields.size() > 256 ? !again : again && again->fields() == fields);
  }
}
