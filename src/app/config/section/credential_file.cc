#include "app/config/section/credential_file.h"

#include "app/config/reading/text_fault.h"
#include "base/text.h"

namespace sallyport::app::config {

std::optional<std::string> read_credential_file(const Context& context, std::string_view key, Holds holds) {
  const auto path = context.values.text(key);
  auto file = context.surroundings.read_file(path);
  if (!file) {
    context.add(rule("credential_file"), key, "`" + path + "` cannot be read: " + file.error().detail,
                "a file that exists");
    return std::nullopt;
  }
  if (holds == Holds::secret && file->readable_by_others)
    context.add(rule("secret_file_open"), key, "others on this machine can read `" + path + "`", "chmod 600 " + path);
  return std::move(file->text);
}

std::string without_line_end(std::string text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

void check_one_line(const Context& context, std::string_view key, const std::string& text, std::string_view what,
                    std::string_view value) {
  const std::string written(value);
  if (text.empty() || has_control(text))
    context.add(rule("credential_file"), key, "must hold " + std::string(what) + " alone, on one line",
                written + ", on one line");
  else if (const auto fault = find_fault(Type::secret, text))
    context.add(*fault->rule, key, std::string(what) + " in it " + fault->wrong, written + " alone, on one line");
}

Result<Secret> read_store_password(const Surroundings& surroundings, const std::string& path) {
  const auto refuse = [&](const std::string& why) {
    return failure(Kind::unavailable, "postgres_password_file", {}, path + ": " + why);
  };
  auto file = surroundings.read_file(path);
  if (!file) return refuse("cannot be read: " + file.error().detail);
  const std::string text = without_line_end(std::move(file->text));
  if (text.empty() || has_control(text)) return refuse("must hold the password alone, on one line");
  return Secret(text);
}

}  // namespace sallyport::app::config
