#pragma once
#include <memory>
#include <string>
#include <string_view>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include <deltalake/base/utf8.hpp>
#include <deltalake/json/policy.hpp>
#include <deltalake/json/value_stream.hpp>

namespace deltalake::inline v0::json {
namespace detail {

/// Classifies a failed parse: the same text is invalid UTF-8 before it is invalid JSON.
DELTALAKE_DECL error boost_failure(const boost::system::error_code& reason, std::string_view text, std::size_t offset);

// Translates Boost.JSON's events into a sink's: joins the parts of a text, holds back what the sink skips, and builds
// the values it asks for.
template <class Sink>
class boost_handler {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  void attach(Sink& sink) { sink_ = &sink; }
  void restart() {
    mode_ = directive::events;
    level_ = 0;
    parts_.clear();
  }

  using code = boost::system::error_code;
  using view = boost::json::string_view;

  bool on_document_begin(code&) { return true; }
  bool on_document_end(code&) { return true; }
  bool on_object_begin(code&) {
    return open([this] { sink_->begin_object(); });
  }
  bool on_array_begin(code&) {
    return open([this] { sink_->begin_array(); });
  }
  bool on_object_end(std::size_t count, code&) {
    return close([this] { sink_->end_object(); }, [this, count] { stack_.push_object(count); });
  }
  bool on_array_end(std::size_t count, code&) {
    return close([this] { sink_->end_array(); }, [this, count] { stack_.push_array(count); });
  }
  bool on_key_part(view part, std::size_t, code&) { return keep_part(part); }
  bool on_key(view last, std::size_t, code&) {
    if (mode_ == directive::value) {
      stack_.push_key(last);
    } else if (mode_ == directive::events) {
      mode_ = sink_->key(joined(last));
      if (mode_ == directive::value) stack_.reset();
      parts_.clear();
    }
    return true;
  }
  bool on_string_part(view part, std::size_t, code&) { return keep_part(part); }
  bool on_string(view last, std::size_t, code&) {
    return scalar([this, last] { sink_->text(joined(last)); }, [this, last] { stack_.push_string(last); });
  }
  bool on_number_part(view part, code&) {
    if (mode_ == directive::events) parts_.append(part.data(), part.size());
    return true;
  }
  bool on_int64(std::int64_t number, view last, code&) {
    return scalar([this, last, number] { sink_->number(joined(last), number); },
                  [this, number] { stack_.push_int64(number); });
  }
  bool on_uint64(std::uint64_t number, view last, code&) {
    return scalar([this, last] { sink_->number(joined(last), std::nullopt); },
                  [this, number] { stack_.push_uint64(number); });
  }
  bool on_double(double number, view last, code&) {
    return scalar([this, last] { sink_->number(joined(last), std::nullopt); },
                  [this, number] { stack_.push_double(number); });
  }
  bool on_bool(bool flag, code&) {
    return scalar([this, flag] { sink_->boolean(flag); }, [this, flag] { stack_.push_bool(flag); });
  }
  bool on_null(code&) {
    return scalar([this] { sink_->null(); }, [this] { stack_.push_null(); });
  }
  bool on_comment_part(view, code&) { return true; }
  bool on_comment(view, code&) { return true; }

 private:
  std::string_view joined(view last) {
    if (parts_.empty()) return {last.data(), last.size()};
    parts_.append(last.data(), last.size());
    return parts_;
  }
  bool keep_part(view part) {
    if (mode_ == directive::events) parts_.append(part.data(), part.size());
    if (mode_ == directive::value) stack_.push_chars(part);
    return true;
  }
  template <class Push>
  bool open(Push push) {
    if (mode_ == directive::events)
      push();
    else
      ++level_;
    return true;
  }
  template <class Push, class Build>
  bool close(Push push, Build build) {
    if (mode_ == directive::events) {
      push();
      return true;
    }
    if (mode_ == directive::value) build();
    if (--level_ == 0) finish();
    return true;
  }
  template <class Push, class Build>
  bool scalar(Push push, Build build) {
    if (mode_ == directive::events) {
      push();
      parts_.clear();
      return true;
    }
    if (mode_ == directive::value) build();
    if (level_ == 0) finish();
    return true;
  }
  void finish() {
    if (mode_ == directive::value) sink_->value(stack_.release());
    mode_ = directive::events;
  }

  Sink* sink_ = nullptr;
  directive mode_ = directive::events;
  std::size_t level_ = 0;  // open objects and arrays of the value that is skipped or built
  std::string parts_;
  boost::json::value_stack stack_;
};

}  // namespace detail

/// The default JSON policy, on Boost.JSON's push parser. The program must hold Boost.JSON's definitions once: link
/// boost_json, or define DELTALAKE_MAIN_TU in one translation unit.
struct boost_json {
  using value = boost::json::value;

  /// Parses one value. Errors: invalid_json, invalid_utf8, json_too_deep, value_too_large.
  DELTALAKE_DECL static result<value> parse(std::string_view text, const limits& bounds = {});
  DELTALAKE_DECL static std::string write(const value& any);

  template <class Sink>
  class reader {
   public:
    explicit reader(limits bounds = {}) : parser_(std::make_unique<parser>(options(bounds))) {}

    read_result read(std::string_view chunk, bool is_last, Sink& sink) {
      parser_->handler().attach(sink);
      read_result got;
      while (true) {
        got.consumed = skip_space(chunk, got.consumed);
        if (got.consumed == chunk.size()) return got;
        parser_->reset();
        parser_->handler().restart();
        boost::system::error_code problem;
        const std::size_t taken =
            parser_->write_some(!is_last, chunk.data() + got.consumed, chunk.size() - got.consumed, problem);
        if (problem) {
          got.failure_offset = got.consumed + taken;
          got.failure = detail::boost_failure(problem, chunk.substr(got.consumed), taken);
          return got;
        }
        if (!parser_->done()) return got;  // cut by the chunk's end: the next call begins with this value
        if (sink.failure()) {
          got.failure_offset = got.consumed;
          got.failure = sink.failure();
          return got;
        }
        got.consumed += taken;
      }
    }

   private:
    using parser = boost::json::basic_parser<detail::boost_handler<Sink>>;
    static boost::json::parse_options options(const limits& bounds) {
      boost::json::parse_options chosen;
      chosen.max_depth = bounds.depth;
      return chosen;
    }
    std::unique_ptr<parser> parser_;  // Boost's parser does not move
  };
};

}  // namespace deltalake::inline v0::json

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/json/impl/boost_json.ipp>
#endif
