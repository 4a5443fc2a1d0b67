// One refusal of Entra ID as a value: a row of the AADSTS tables.
#pragma once

#include <string_view>

namespace sallyport::entra {

enum class Surface { json, redirect, page };  // token endpoint body, error at redirect_uri, sign-in page

struct Refusal {
  int code = 0;                 // the number after AADSTS
  std::string_view error = {};  // OAuth error word
  int status = 400;  // HTTP status on the surfaces json and page: 401 for invalid_client, 429 for throttling, else 400
  Surface surface = Surface::json;  // where a client meets it first; a code may appear on other surfaces too
  bool has_error_uri = true;        // whether Entra adds error_uri to the JSON (docs/fidelity.md)
  std::string_view suberror = {};   // empty: the field is absent
  std::string_view text = {};       // {0}, {1}: values that the caller supplies
  std::string_view names = {};      // what {0}, {1} stand for, in order: "redirect URI, client id"
  std::string_view meaning = {};    // in plain words, for the person at the page
  std::string_view who = {};        // who can fix it: "you", "the administrator of the application", …
  std::string_view where = {};      // "App registrations > your app > Authentication"
  std::string_view todo = {};       // what to change there
};

}  // namespace sallyport::entra
