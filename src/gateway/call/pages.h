// The pages that people see, as pure functions. They are small and have no script. Values are escaped here and nowhere
// else.
//
// An address in a page that begins with "/" is one of ours, and print_page() puts the base path in front of it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/call/settings.h"

namespace sallyport::gateway {

// May another site show the page in a frame? Only the page that offers to open the sign-in in a window of its own
// allows it, because a hidden click on that page can do no harm.
enum class Framing { refused, allowed };

// The content of a page. print_page() adds the branding and the base path.
struct Page {
  std::string title;
  std::string body;         // HTML that begins with an <h1>
  std::string form_target;  // an origin besides our own that its form may lead to (the provider's); may be empty
  std::string request_id;   // shown at the bottom; may be empty
  Framing framing = Framing::refused;
};

// A page as it is sent, and the header that goes with it.
struct PrintedPage {
  std::string html;
  std::string content_security_policy;
};
PrintedPage print_page(const Page& page, const Branding& branding, std::string_view base_path);

enum class Window { same, another };

struct PageAction {
  std::string label;
  std::string href;
  Window window = Window::same;
};

// What pages are made of, for rooms with pages of their own. Each escapes the texts that it is given.
namespace page_parts {

// `form_target`: as in Page.
Page page(std::string_view title, std::string_view body, std::string_view form_target = {});
void paragraph(std::string& out, std::string_view text);
void complaint_line(std::string& out, std::string_view complaint);  // nothing if it is empty
std::string_view invalid(std::string_view complaint);               // the attributes of an input after a complaint
std::string hidden(std::string_view name, std::string_view value);  // an input

// The form that the holder of a one-time link sends. `action`: an address of ours.
std::string new_password_form(std::string_view action, std::string_view link, std::string_view complaint);

}  // namespace page_parts

// A page with a message: an error, a refusal, a state.
struct Notice {
  std::string title;
  std::vector<std::string> paragraphs;
  std::vector<std::pair<std::string, std::string>> facts;  // label and text; a fact without a text is not shown
  std::vector<PageAction> actions;                         // the first one stands out
  std::string request_id;                                  // empty: not shown
  Framing framing = Framing::refused;
};

Page render_notice(const Notice& notice);

// Asks before signing out. `form_target`: see Page.
Page render_sign_out(std::string_view username, std::string_view csrf, std::string_view form_target);

// What the page at "/" shows about the person who is signed in. We serve it only if no route covers "/".
struct HomeView {
  std::string username;
  std::string display_name;
  std::string email;
  std::vector<std::string> roles;
  bool administrator = false;
  bool local = false;  // they may have signed in with a password of ours
};
Page render_home(const HomeView* signed_in);  // null: nobody is signed in

// The browsers in which a person is signed in. Times are text, ready to be shown.
struct SessionsView {
  struct Row {
    bool here = false;    // the session of this very browser
    std::string device;   // "Firefox on Linux"; may be empty
    std::string address;  // may be empty
    std::string opened;
    std::string last_seen;
  };
  std::string username;
  std::vector<Row> sessions;
  bool more = false;  // there are more sessions than these
  std::string csrf;
};
Page render_sessions(const SessionsView& view);

// The form in which the local administrator signs in. Every text may be empty.
struct LocalSignInView {
  std::string_view news{};       // shown instead of the first sentence
  std::string_view complaint{};  // what was wrong with the last entry; marks the field as invalid
  std::string_view obstacle{};   // why the last entry was not checked
};
Page render_local_sign_in(const LocalSignInView& view);

// The form in which people sign in with their local accounts. Every text may be empty.
struct AccountSignInView {
  std::string_view news{};
  std::string_view complaint{};
  std::string_view obstacle{};
  std::string_view username{};   // as it was typed before
  std::string_view return_to{};  // where the sign-in leads
  bool offers_local_admin = false;
  bool offers_reset = false;
  bool offers_sign_up = false;
};
Page render_account_sign_in(const AccountSignInView& view);

// The form in which somebody who forgot their password asks for a link.
Page render_account_reset();

// The form in which the owner of a link sets the password of their local account.
Page render_account_password(std::string_view username, std::string_view link, std::string_view complaint);

// The form that sets the password. `link` is the secret of the one-time link. `complaint` says what was wrong with the
// last entry; empty: nothing was entered yet.
Page render_local_setup(std::string_view link, std::string_view complaint);

}  // namespace sallyport::gateway
