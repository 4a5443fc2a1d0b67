// Every line of `jwt verify --batch` has one answer, which is JSON. `jwt inspect` never calls a token valid.
#include "app/jwt/batch.h"

#include "app/jwt/inspect.h"
#include "fuzz/fuzz.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto answer = json::parse_object(app::answer_line(text, {}), {.bytes = std::size_t{16} << 20, .depth = 24});
  require(answer && answer->find("valid")->as_bool() != nullptr);
  if (const auto shown = app::inspect(text)) require(shown->contains("unverified") && !shown->contains("valid"));
  if (const auto value = json::parse(text)) {
    const std::string printed = json::print(*value);
    const json::Limits limits{.bytes = std::size_t{1} << 26, .depth = 16};
    const auto plain = json::parse(printed, limits);
    const auto broken = json::parse(app::indented(printed), limits);
    require(plain && broken && *plain == *broken);
  }
}
