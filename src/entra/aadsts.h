// Entra's refusals as rows of one table: what the directory answers, and what the gateway explains.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport::entra {

enum class Surface { json, redirect, page };  // token endpoint body, error at redirect_uri, sign-in page

struct Refusal {
  int code;                   // the number after AADSTS
  std::string_view error;     // OAuth error word
  int status;                 // HTTP status where the surface is json or page
  Surface surface;
  std::string_view suberror;  // empty: the field is absent
  std::string_view text;      // {0}, {1}: values that the caller supplies
  std::string_view meaning;   // in plain words, for the person at the page
  std::string_view who;       // who can mend it: "you", "the administrator of the application", …
  std::string_view where;     // "App registrations > your app > Authentication"
  std::string_view todo;      // what to change there
};

std::span<const Refusal> refusals();          // sorted by code
const Refusal* find_refusal(int code);        // null where there is no row

// The text with its values filled in, each cleaned of control bytes and cut at 256 characters.
std::string fill(const Refusal& refusal, const std::vector<std::string>& values);

// The number after "AADSTS" in a text; 0 where there is none.
int find_code(std::string_view text);

}  // namespace sallyport::entra
