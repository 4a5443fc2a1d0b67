// Every line of `jwt verify --batch` has one answer, and the answer is JSON. `jwt inspect` never says valid.
#include "app/jwt/batch.h"

#include "app/jwt/inspect.h"
#include "fuzz/fuzz.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto answer = json::parse_object(app::answer_line(text, {}), {.bytes = std::size_t{16} << 20, .depth = 24});
  require(answer && answer->find("valid")->as_bool() != nullptr);
  if (const auto shown = app::inspect(text)) require(shown->contains("unverified") && !shown->contains("valid"));
  if (const auto value = json::parse(text)) {
    const auto again = json::parse(app::indented(json::print(*value)));
    require(again && json::print(*again) == json::print(*value));
  }
}
