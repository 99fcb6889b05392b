// A JSON policy of one's own: free-form values stay text, and events are counted. 06_custom_json [TABLE]
// deltalake::json::policy says what each part must do. This one lets the default policy parse and stands behind it.
#include <atomic>
#include <iostream>

#include <deltalake/deltalake.hpp>

namespace json = deltalake::json;

struct text_json {
  // What commit infos hold: any regular type.
  struct value {
    std::string text = "null";
    friend bool operator==(const value&, const value&) = default;
  };
  static deltalake::result<value> parse(std::string_view text, const json::limits& bounds = {}) {
    const auto parsed = json::boost_json::parse(text, bounds);
    if (!parsed) return parsed.error();
    return value{json::boost_json::write(*parsed)};
  }
  static std::string write(const value& any) { return any.text; }
  static inline std::atomic<long> keys = 0;  // readers run on several threads

  // Pushes the events of a text into the library's sink. This one stands between: it is a sink itself.
  template <class Sink>
  class reader {
   public:
    explicit reader(json::limits bounds = {}) : inner_(bounds) {}
    json::read_result read(std::string_view chunk, bool is_last, Sink& sink) {
      between passing{&sink};
      return inner_.read(chunk, is_last, passing);
    }

   private:
    struct between {
      Sink* to;
      void begin_object() { to->begin_object(); }
      void end_object() { to->end_object(); }
      void begin_array() { to->begin_array(); }
      void end_array() { to->end_array(); }
      json::directive key(std::string_view name) { return ++keys, to->key(name); }
      void text(std::string_view text) { to->text(text); }
      void number(std::string_view literal, std::optional<std::int64_t> exact) { to->number(literal, exact); }
      void boolean(bool flag) { to->boolean(flag); }
      void null() { to->null(); }
      void value(boost::json::value whole) { to->value(text_json::value{json::boost_json::write(whole)}); }
      const std::optional<deltalake::error>& failure() const { return to->failure(); }
    };
    json::boost_json::reader<between> inner_;
  };
};
static_assert(json::policy<text_json>);

int main(int count, char** arguments) {
  const std::string uri = count > 1 ? arguments[1] : "tests/data/delta-0.2.0";
  const auto table = deltalake::wait(deltalake::open_table<text_json>(uri));
  for (const auto& info : deltalake::wait(table.history(2))) std::cout << info.value.text << '\n';
  std::cout << table.num_files() << " files, " << text_json::keys << " keys read\n";
}
