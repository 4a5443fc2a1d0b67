// A finding is what a check says about a configuration: the place, what is wrong there, and what to write instead.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sallyport::app::config {

enum class Severity {
  notice,     // nothing to do: a section of another program was skipped, a key has no effect here
  warning,    // works, but is probably not what was meant
  corrected,  // had one certain meaning and was read as that; `--strict` refuses it
  refused,    // prevents a start
};

std::string_view name_of(Severity severity);

struct Finding {
  Severity severity = Severity::refused;
  std::string_view rule;  // a stable word of the table in rules.h: "public_client_with_secret"
  std::string file;
  int line = 0;               // from 1; 0 if the key is not in the file
  std::string key;            // "authenticationConfiguration.oidcConfiguration.discoveryUri"; may be empty
  std::string wrong;          // one sentence; never holds a secret
  std::string write;          // what to write instead, in the file or the environment; may be empty
  std::string variable = {};  // "OIDC_PROMPT_TYPE" if that variable set the value; else empty

  bool operator==(const Finding&) const = default;
};

bool any_refused(const std::vector<Finding>& findings);

// Prints "FILE:LINE: refused: KEY: WRONG [RULE]" and, if there is something to write, a second line "    write: WRITE".
// For a value from a variable, KEY becomes "KEY (the variable NAME)". Control bytes are made visible, so that no value
// can forge a line.
std::string print_text(const Finding& finding);

// Prints {"ok":true|false,"findings":[{"severity","rule","file","line","key","variable","wrong","write"}]} on one line.
std::string print_json(const std::vector<Finding>& findings);

}  // namespace sallyport::app::config
