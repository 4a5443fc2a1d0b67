#include "app/config/finding.h"

#include <algorithm>

#include "app/config/report.h"
#include "app/config/visible.h"
#include "base/json.h"

namespace sallyport::app::config {
namespace {

constexpr std::size_t kMaxText = 2000;

// A value may be as long as the file; a finding is to be read.
std::string shortened(std::string text) {
  if (text.size() <= kMaxText) return text;
  std::size_t end = kMaxText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

// "https://ann:password@host" as "https://…@host": what a value holds by mistake is not repeated.
std::string without_user_information(std::string text) {
  for (auto at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
    const auto end = text.find_first_of("@/ `\"'", at + 3);
    if (end != std::string::npos && text[end] == '@') text.replace(at + 3, end - at - 3, "…");
  }
  return text;
}

}  // namespace

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::notice:
      return "notice";
    case Severity::warning:
      return "warning";
    case Severity::corrected:
      return "corrected";
    case Severity::refused:
      return "refused";
  }
  return "refused";
}

bool any_refused(const std::vector<Finding>& findings) {
  return std::ranges::any_of(findings, [](const Finding& f) { return f.severity == Severity::refused; });
}

std::string print_text(const Finding& finding) {
  std::string text = finding.file;
  if (finding.line > 0) text += ":" + std::to_string(finding.line);
  text += ": " + std::string(name_of(finding.severity)) + ": ";
  if (!finding.key.empty()) text += finding.key + ": ";
  text += finding.wrong + " [" + std::string(finding.rule) + "]";
  text = make_visible(text);
  if (!finding.write.empty()) text += "\n    write: " + make_visible(finding.write);
  return text;
}

std::string print_json(const std::vector<Finding>& findings) {
  json::Array list;
  for (const auto& f : findings)
    list.emplace_back(json::Object{{"severity", name_of(f.severity)},
                                   {"rule", f.rule},
                                   {"file", f.file},
                                   {"line", f.line},
                                   {"key", f.key},
                                   {"wrong", f.wrong},
                                   {"write", f.write}});
  return json::print(json::Object{{"ok", !any_refused(findings)}, {"findings", std::move(list)}});
}

void Report::add(const Rule& rule, Place place, std::string wrong, std::string write) {
  auto severity = rule.severity;
  if (strict_ && severity == Severity::corrected) severity = Severity::refused;
  Finding finding{severity,
                  rule.word,
                  file_,
                  place.line,
                  std::move(place.key),
                  shortened(without_user_information(std::move(wrong))),
                  shortened(without_user_information(std::move(write)))};
  findings_.insert(std::ranges::upper_bound(findings_, place.line, {}, &Finding::line), std::move(finding));
}

std::vector<Finding> Report::take() {
  return std::move(findings_);
}

}  // namespace sallyport::app::config
