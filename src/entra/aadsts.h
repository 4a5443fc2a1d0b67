// Entra's refusals as values: what the directory answers, and what the gateway explains. All rows together are
// aadsts_table.h, where refusal<50011>() names one at compile time. Entra may change a sentence at any time: what is
// promised is error, status, suberror and the number; the text is as near as public captures show it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport::entra {

enum class Surface { json, redirect, page };  // token endpoint body, error at redirect_uri, sign-in page

struct Refusal {
  int code = 0;                     // the number after AADSTS
  std::string_view error = {};      // OAuth error word
  int status = 400;                 // HTTP status where the surface is json or page: invalid_client 401, else 400
  Surface surface = Surface::json;  // where it is seen first; a code may show on more than one
  std::string_view suberror = {};   // empty: the field is absent
  std::string_view text = {};       // {0}, {1}: values that the caller supplies
  std::string_view meaning = {};    // in plain words, for the person at the page
  std::string_view who = {};        // who can mend it: "you", "the administrator of the application", …
  std::string_view where = {};      // "App registrations > your app > Authentication"
  std::string_view todo = {};       // what to change there
};

std::span<const Refusal> refusals();    // sorted by code
const Refusal* find_refusal(int code);  // null where there is no row

// The text with its values filled in, each as a readable_line of 256 bytes. A value that is not given is
// left empty; what a value holds is never read as a placeholder.
std::string fill(const Refusal& refusal, const std::vector<std::string>& values);

// The number after the first "AADSTS" in a text that has one; 0 where there is none.
int find_code(std::string_view text);

}  // namespace sallyport::entra
