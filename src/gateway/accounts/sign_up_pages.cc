#include "gateway/accounts/sign_up_pages.h"

#include <string>

#include "http/html.h"

namespace sallyport::gateway {

using http::html_escape;

Page render_sign_up(const SignUpView& view) {
  std::string body;
  page_parts::paragraph(body, "A link at which you choose a password is mailed to you.");
  page_parts::complaint_line(body, view.complaint);
  body.append("<form method=\"post\" action=\"/api/v1/auth/local/sign-up\"><label for=\"email\">E-mail address</label>")
      .append("<input id=\"email\" name=\"email\" type=\"email\" autocomplete=\"email\" required autofocus value=\"")
      .append(html_escape(view.address))
      .append("\"")
      .append(page_parts::invalid(view.complaint))
      .append("><label for=\"name\">Your name</label><input id=\"name\" name=\"name\" autocomplete=\"name\" value=\"")
      .append(html_escape(view.display_name))
      .append("\"><p class=\"actions\"><button type=\"submit\">Mail me a link</button>")
      .append("<a href=\"/api/v1/auth/local\">Back</a></p></form>");
  return page_parts::page("Make an account", body);
}

Page render_sign_up_password(std::string_view username, std::string_view link, std::string_view complaint) {
  std::string body;
  page_parts::paragraph(body,
                        "Choose a password. It needs at least 12 characters; a whole sentence is a good choice. "
                        "Your name here will be " +
                            std::string(username) + ".");
  body.append(page_parts::new_password_form("/api/v1/auth/local/sign-up/password", link, complaint));
  return page_parts::page("Choose a password", body);
}

}  // namespace sallyport::gateway
