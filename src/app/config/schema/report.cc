#include "app/config/schema/report.h"

#include <algorithm>

#include "app/config/schema/schema.h"

namespace sallyport::app::config {
namespace {

constexpr std::size_t kMaxText = 2000;

// A value may be as long as the file, but people must be able to read a finding.
std::string shortened(std::string text) {
  if (text.size() <= kMaxText) return text;
  std::size_t end = kMaxText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

// Turns "https://ann:password@host" into "https://…@host", because a finding must not repeat a password.
std::string without_user_information(std::string text) {
  for (auto at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
    const auto end = text.find_first_of("@/ `\"'", at + 3);
    if (end != std::string::npos && text[end] == '@') text.replace(at + 3, end - at - 3, "…");
  }
  return text;
}

// Turns "prompt: login" for a key "…prompt" into "OIDC_PROMPT_TYPE=login". A person who set the variable does not edit
// the file.
std::string as_variable(const Place& place, std::string write) {
  if (place.variable.empty()) return write;
  const std::string line_start = std::string(last_word(place.key)) + ": ";
  return write.starts_with(line_start) ? place.variable + "=" + write.substr(line_start.size()) : write;
}

}  // namespace

void Report::add(const Rule& rule, Place place, std::string wrong, std::string write) {
  auto severity = rule.severity;
  write = as_variable(place, std::move(write));
  if (strict_ && severity == Severity::corrected) severity = Severity::refused;
  Finding finding{severity,
                  rule.word,
                  file_,
                  place.line,
                  std::move(place.key),
                  shortened(without_user_information(std::move(wrong))),
                  shortened(without_user_information(std::move(write))),
                  std::move(place.variable)};
  findings_.insert(std::ranges::upper_bound(findings_, place.line, {}, &Finding::line), std::move(finding));
}

std::vector<Finding> Report::take() {
  return std::move(findings_);
}

}  // namespace sallyport::app::config
