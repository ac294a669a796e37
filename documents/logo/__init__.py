"""The issuer's logo: checked, made black on white, and kept as a part of the issuer's versions."""
