// The refusals of Entra ID as values. The local directory answers with them, and the gateway explains them to people.
// aadsts_table.h joins all rows, and refusal<50011>() there finds one at compile time. Entra ID may change its texts at
// any time, so rely only on error, status, suberror and number.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "entra/refusal.h"

namespace sallyport::entra {

std::span<const Refusal> refusals();    // sorted by code
const Refusal* find_refusal(int code);  // null if there is no row

// Returns the text with the values in the places of {0}, {1} and so on. Each value becomes a readable_line of at most
// 256 bytes. A missing value is left empty. Placeholders within a value are not replaced.
std::string fill(const Refusal& refusal, const std::vector<std::string>& values);

// Returns the text with the names of its values in their places, in braces: "The redirect URI '{redirect URI}' …".
std::string fill_with_names(const Refusal& refusal);

// The number after the first "AADSTS" that a number follows; 0 if there is none.
int find_code(std::string_view text);

}  // namespace sallyport::entra
