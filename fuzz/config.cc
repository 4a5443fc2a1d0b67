// Any configuration text: it throws no exception, reads no file that it does not name, and gives settings only if
// nothing is refused.
#include "app/config/build/load.h"
#include "base/json.h"
#include "base/text.h"
#include "fuzz/fuzz.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  using namespace sallyport::app::config;
  const Surroundings nothing{
      [](std::string_view name) -> std::optional<std::string> {
        if (name == "SET") return "[${UNSET}, \"]";
        return std::nullopt;
      },
      [](const std::string&) -> Result<FileText> { return failure(Kind::unavailable, "config_file", {}, "none"); }};
  const auto loaded = load_config_text(text, "fuzz.yaml", nothing);
  require(loaded.settings.has_value() != any_refused(loaded.findings));
  for (const auto& finding : loaded.findings) {
    const auto line = print_text(finding);
    require(is_utf8(line) && line.find('\x1b') == std::string::npos && finding.line >= 0);
  }
  require(json::parse(print_json(loaded.findings)).has_value());
  const auto strict = load_config_text(text, "fuzz.yaml", nothing, {.strict = true});
  require(!strict.settings || loaded.settings);
}
