#pragma once
#include <string>

namespace deltalake_tool {

/// A file that appears whole or not at all: what is written to it gets its name when it is finished, in place of what
/// had the name before. Where the file system can, it has no name until then, so that nothing is left of a program that
/// is killed. What is no regular file (a device, a pipe) is written to as it stands, and so is standard output, "-".
class output_file {
 public:
  /// Throws delta_error: not_found for a folder that is not there, permission_denied, no_space, storage_io.
  explicit output_file(std::string name);
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;
  /// Leaves nothing behind, unless it was finished.
  ~output_file();

  /// The open file.
  int descriptor() const noexcept { return file_; }
  /// The name for errors; empty for standard output.
  std::string shown_name() const;
  /// Makes the content durable and gives it its name. Throws as the constructor.
  void finish();

 private:
  [[noreturn]] void fail(int code) const;
  void open_unnamed();
  void open_temporary();

  std::string name_;
  std::string folder_;     // with a slash at its end, or empty
  std::string temporary_;  // the name for the time being; empty if there is none
  int file_ = -1;
  bool direct_ = false;
};

}  // namespace deltalake_tool
