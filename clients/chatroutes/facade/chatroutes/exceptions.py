"""The errors under the module's name that programs written for 0.1.0 to 0.2.6 may import them by."""

from chatroutes.errors import AuthenticationError as AuthenticationError
from chatroutes.errors import ChatRoutesError as ChatRoutesError
from chatroutes.errors import NetworkError as NetworkError
from chatroutes.errors import NotFoundError as NotFoundError
from chatroutes.errors import RateLimitError as RateLimitError
from chatroutes.errors import ServerError as ServerError
from chatroutes.errors import ValidationError as ValidationError
