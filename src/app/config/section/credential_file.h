// Files that hold a credential: a client's secret, a key, the password of a database.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/config/section/section.h"
#include "app/config/section/surroundings.h"
#include "base/result.h"
#include "base/secret.h"

namespace sallyport::app::config {

enum class Holds { secret, public_ };

// The text of the file that the key names. Reports a file that cannot be read (then absent), and one with a secret that
// others on the machine can read.
std::optional<std::string> read_credential_file(const Context& context, std::string_view key, Holds holds);

// The text without the line ends after it.
std::string without_line_end(std::string text);

// Reports a text that is not a secret alone on one line; its line end is off. In messages, "the secret" is `what` is
// wrong and "the Value" is `value`, what to write.
void check_one_line(const Context& context, std::string_view key, const std::string& text, std::string_view what,
                    std::string_view value);

// Reads such a file later, while the gateway runs. Errors: unavailable/"postgres_password_file"; the detail names the
// path and what is wrong.
Result<Secret> read_store_password(const Surroundings& surroundings, const std::string& path);

}  // namespace sallyport::app::config
