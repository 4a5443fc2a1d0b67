#include "app/commands/shared/refusal_text.h"

namespace sallyport::app {

std::string refusal_text(const entra::Refusal& row, std::string_view sentence) {
  std::string text = "AADSTS" + std::to_string(row.code) + ": " + std::string(sentence) + "\n\n";
  text += std::string(row.meaning) + "\n\n";
  text += "Who can help  " + std::string(row.who) + "\n";
  text += "Where         " + std::string(row.where) + "\n";
  text += "What to do    " + std::string(row.todo) + "\n";
  return text;
}

}  // namespace sallyport::app
