// Finds, line by line, the slips that most often break a YAML file. A parser only says that something is wrong
// somewhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sallyport::app::config {

struct Slip {
  int line = 0;       // from 1
  std::string what;   // one sentence
  std::string write;  // the corrected line, without its indentation
};

// The text with each slip corrected. No line moves, so that the other lines can still be read.
struct MendedText {
  std::string text;
  std::vector<Slip> slips;
};

// Corrects a text that a YAML parser has refused. Call it only after a refusal, because it may change lines that are
// valid YAML.
MendedText mend_slips(std::string_view text);

}  // namespace sallyport::app::config
