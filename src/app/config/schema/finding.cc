#include "app/config/schema/finding.h"

#include <algorithm>

#include "app/config/syntax/visible.h"
#include "base/json.h"

namespace sallyport::app::config {
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
  if (!finding.key.empty()) text += finding.key;
  if (!finding.variable.empty()) text += " (the variable " + finding.variable + ")";
  if (!finding.key.empty()) text += ": ";
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
                                   {"variable", f.variable},
                                   {"wrong", f.wrong},
                                   {"write", f.write}});
  return json::print(json::Object{{"ok", !any_refused(findings)}, {"findings", std::move(list)}});
}

}  // namespace sallyport::app::config
