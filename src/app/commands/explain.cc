// explain: what an AADSTS number of Entra ID means, who can fix the cause, and where.
#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/shared/refusal_text.h"
#include "base/text.h"
#include "entra/aadsts.h"

namespace sallyport::app {
namespace {

// The number in words such as "AADSTS50011", "50011" or a whole message; 0 if there is none.
int code_in(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  if (const int code = entra::find_code(text); code != 0) return code;
  std::string_view word = trim(text);
  if (ascii_iequals(word.substr(0, 6), "AADSTS")) word.remove_prefix(6);
  const auto number = parse_decimal(word);
  return number && *number > 0 && *number < 100'000'000 ? static_cast<int>(*number) : 0;
}

ExitCode explain_words(const std::vector<std::string>& words) {
  const int code = code_in(words);
  if (code == 0) {
    std::cerr << "sallyport explain: write a number, as in AADSTS50011, or the message that has it\n";
    return ExitCode::usage;
  }
  const entra::Refusal* row = entra::find_refusal(code);
  if (row == nullptr) {
    std::cerr << "sallyport explain: AADSTS" << code
              << " is not explained here. Microsoft: https://login.microsoftonline.com/error?code=" << code << '\n';
    return ExitCode::refused;
  }
  std::cout << refusal_text(*row, entra::fill_with_names(*row));
  return ExitCode::done;
}

}  // namespace

void add_explain_command(Command app) {
  const auto words = std::make_shared<std::vector<std::string>>();
  const Command command = app.add_command("explain", "What an AADSTS number means, who can fix it, and where");
  command.add_option("code", *words, "AADSTS50011, or the message that has it").required();
  command.runs([words] { return explain_words(*words); });
}

}  // namespace sallyport::app
