// What is to be said about a configuration: where, which key, what is wrong, and what to write instead.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sallyport::app::config {

enum class Severity {
  notice,     // nothing to do: a section of another program was skipped, a key has no effect here
  warning,    // works, and is probably not what was meant
  corrected,  // had one certain meaning and was read as that; `--strict` refuses it
  refused,    // the start stops
};

std::string_view name_of(Severity severity);

struct Finding {
  Severity severity = Severity::refused;
  std::string_view rule;  // a stable word of the table in rules.h: "public_client_with_secret"
  std::string file;
  int line = 0;       // from 1; 0 where the key stands nowhere in the file
  std::string key;    // "authenticationConfiguration.oidcConfiguration.discoveryUri"; may be empty
  std::string wrong;  // one sentence; never holds a secret
  std::string write;  // what to write instead, as it would stand in the file; may be empty

  bool operator==(const Finding&) const = default;
};

bool any_refused(const std::vector<Finding>& findings);

// "FILE:LINE: refused: KEY: WRONG [RULE]", then, where there is something, "    write: WRITE". Control bytes are made
// visible.
std::string print_text(const Finding& finding);

// {"ok":true|false,"findings":[{"severity","rule","file","line","key","wrong","write"}]} on one line.
std::string print_json(const std::vector<Finding>& findings);

}  // namespace sallyport::app::config
